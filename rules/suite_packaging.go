package rules

var groupPackaging = []*Rule{
	UnparsableLabel,
	WrongTag,
	NameIsTag,
	UnreachableFile,
	ARMVGap,
	UntaggedLibc,
	PlatformPackages,
	PackageFields,
	LeftOut,
	CompilesAnyway,
	NodePreGypFields,
	ArchiveLayout,
	ElectronRebuild,
	PackageSize,
	DeprecatedInstaller,
	UncheckedDownload,
	ExtensionCase,
	BuildLeftover,
}
