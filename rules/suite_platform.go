package rules

var groupPlatform = []*Rule{
	WrongPlatform,
	SlicesDiffer,
	GlibcFloor,
	LibstdcxxFloor,
	MixedLibc,
	NeededLibrary,
	RunPath,
	RelativeRelocations,
	ARMSoftFloat,
	ISALevel,
	StaticTLS,
	TextRelocations,
	PageAlignment,
	MacOSMinimum,
	InstallName,
	WindowsRuntime,
	ForeignDLL,
	WindowsVersion,
}
