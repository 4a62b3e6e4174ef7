package rules

var groupDynamic = []*Rule{
	LoadFailed,
	DiesLoading,
	LoadsOnceOnly,
	FactsDisagree,
}
