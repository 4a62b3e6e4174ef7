package rules

var groupABI = []*Rule{}
