package rules

// Whether labels and engines.node agree (NC110, NC112) is for rules about packages.
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
	SupportedReleases,
	EndOfLife,
	OutsideContract,
}
