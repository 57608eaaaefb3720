package main

import "testing"

// The figures can be read where the service runs, without its data.
func TestPassportIsShown(t *testing.T) {
	t.Parallel()
	var got passportAnswer
	doCommand(t, 0, &got, "admin", "passport")
	if len(got.Rows) < 10 || got.Rows[0].Source == "" || len(got.Rows[0].Codes) == 0 {
		t.Errorf("%+v", got)
	}
}
