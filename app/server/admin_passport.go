package main

import (
	"context"
	"fmt"
	"io"

	"oso/internal/images"
)

type passportAnswer struct {
	Rows []images.Wanted `json:"rows"`
}

func (a passportAnswer) Text(w io.Writer) { fmt.Fprint(w, images.WriteTable(a.Rows)) }

// passport shows the figures by which this program's passports speak, for whoever
// answers for them. They are the program's, not the service's: no data is opened.
func passport(*call) func(context.Context) (answer, error) {
	return func(context.Context) (answer, error) { return passportAnswer{images.Table()}, nil }
}
