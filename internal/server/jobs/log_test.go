package jobs

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// What River says over and over is said once a minute, and how often it was not.
func TestRiverRepeatsItselfRarely(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	h := newRarely(slog.NewTextHandler(&out, nil), slog.LevelWarn).WithAttrs([]slog.Attr{slog.String("client", "oso-1")})
	at := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	say := func(after time.Duration, level slog.Level, words string) {
		if h.Enabled(context.Background(), level) {
			if err := h.Handle(context.Background(), slog.NewRecord(at.Add(after), level, words, 0)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for n := range 400 { // a hundred seconds of it
		say(time.Duration(n)*250*time.Millisecond, slog.LevelError, "fetch failed")
	}
	say(time.Second, slog.LevelWarn, "another")
	say(time.Second, slog.LevelInfo, "too quiet")
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[1], "again=239") || strings.Contains(lines[0], "again") || !strings.Contains(lines[2], "another") || !strings.Contains(lines[2], "client=oso-1") {
		t.Errorf("%q", lines)
	}
}
