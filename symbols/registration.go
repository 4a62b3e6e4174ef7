package symbols

func register(b *Binary, im *image) {}
