package symbols

func findPayload(b *Binary, im *image) *Payload { return nil }
