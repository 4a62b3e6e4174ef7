package symbols

func (p *peFile) delayHook(im *image) bool { return false }
