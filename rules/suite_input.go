package rules

var groupInput = []*Rule{
	UnsupportedFormat,
	NotALibrary,
	OpaquePayload,
	RuntimeLookup,
	DebugInfo,
	DuplicateBytes,
	PlaceholderFile,
}
