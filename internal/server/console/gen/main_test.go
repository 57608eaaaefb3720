package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestGeneratedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	for _, f := range files() {
		is, err := os.ReadFile(filepath.Join("../../../..", f.path))
		if err != nil {
			t.Fatal(err)
		}
		made, err := f.made(string(is))
		if err != nil {
			t.Fatal(err)
		}
		if made != string(is) {
			t.Errorf("%s is not what the declarations say: go generate ./internal/server/console", f.path)
		}
	}
}
