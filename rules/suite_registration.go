package rules

var groupRegistration = []*Rule{
	NoRegistration,
	NotContextAware,
	TwoRegistrations,
	MisspeltRegistration,
	LoadsOnce,
	ShadowedExports,
	RegistrationTooNew,
}
