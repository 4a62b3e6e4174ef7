package rules

var groupHardening = []*Rule{
	ExecutableStack,
	NoRelRO,
	PartialRelRO,
	WritableCode,
	StackProtector,
	WindowsMitigations,
	Authenticode,
	CodeSignature,
	BuildPaths,
	UnresolvedSymbol,
	BuildTimestamp,
}
