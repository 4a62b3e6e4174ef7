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
	MainMissing,
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
