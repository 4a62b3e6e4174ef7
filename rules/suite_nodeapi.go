package rules

var groupNodeAPI = []*Rule{
	APIVersionUnsupported,
	MissingFunction,
	FunctionAboveVersion,
	VersionAboveNeed,
	ExperimentalVersion,
	UnstableFunction,
	DefaultVersion,
	UndecodableVersion,
	DeprecatedRegistration,
	WrongNAPILabel,
	SupportedReleases,
	EnginesMissing,
	EndOfLife,
	OutsideContract,
	BrokenPromise,
}
