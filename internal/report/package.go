package report

func (t *text) Package(p *Package) error {
	t.sum.AddPackage(p)
	return nil
}

func (j *jsonWriter) Package(p *Package) error {
	j.sum.AddPackage(p)
	return nil
}
