package desktop

import (
	"os"
	"testing"
)

// TestNobodyLooksAfterTheClose: a lock that comes late tells the page nothing
// from the folder, and makes no file in it.
func TestNobodyLooksAfterTheClose(t *testing.T) {
	t.Parallel()
	a, _ := opened(t, &silent{})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(a.cfg.DataDir); err != nil {
		t.Fatal(err)
	}
	if _, err := a.peek(); err == nil {
		t.Error("the folder was looked into after the window closed")
	}
	a.lock("idle")
	if _, err := os.Stat(a.cfg.DataDir); !os.IsNotExist(err) {
		t.Errorf("the folder is there again: %v", err)
	}
}
