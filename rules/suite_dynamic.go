package rules

var groupDynamic = []*Rule{
	LoadFailed,
	DiesLoading,
	LoadsOnceOnly,
	CallsBeyondVersion,
	NodeAPIMisuse,
	LeftAtTeardown,
	FactsDisagree,
	NotLoaded,
}
