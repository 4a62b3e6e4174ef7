package rules

var groupPlatform = []*Rule{}
