package rules

var groupPortability = []*Rule{
	BunLibuv,
	ForeignHostV8,
	DenoSymbols,
	ExternalBuffers,
	RenamedHost,
	ReactNative,
}
