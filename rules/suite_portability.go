package rules

var groupPortability = []*Rule{}
