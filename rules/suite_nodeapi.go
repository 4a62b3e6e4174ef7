package rules

var groupNodeAPI = []*Rule{}
