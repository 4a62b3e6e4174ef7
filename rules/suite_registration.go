package rules

var groupRegistration = []*Rule{}
