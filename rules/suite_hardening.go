package rules

var groupHardening = []*Rule{}
