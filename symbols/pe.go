package symbols

import "errors"

func readPE(src source) (*Binary, *image, error) { return nil, nil, errors.New("PE: not read yet") }
