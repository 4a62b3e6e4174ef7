package rules

// Whether abi labels tell the truth (NC207, NC208, NC209) is for rules about packages.
var groupABI = []*Rule{
	V8Import,
	NodeImport,
	LibuvImport,
	BundledLibraryImport,
	LinksLibnode,
	ABIBound,
	CXXExports,
	OldABIRegex,
}
