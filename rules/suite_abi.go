package rules

var groupABI = []*Rule{
	V8Import,
	NodeImport,
	LibuvImport,
	BundledLibraryImport,
	LinksLibnode,
	ABIBound,
	WrongABILabel,
	UnlabelledABI,
	ABIGap,
	CXXExports,
	OldABIRegex,
}
