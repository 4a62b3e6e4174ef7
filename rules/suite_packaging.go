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
	ElectronRebuild,
	PackageSize,
	DeprecatedInstaller,
	UncheckedDownload,
	ExtensionCase,
	BuildLeftover,
}
