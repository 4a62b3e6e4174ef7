package rules

var groupInput = []*Rule{}
