package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

func silent() *slog.Logger { return slog.New(slog.DiscardHandler) }

// rarely passes on what River says of at least a level, each sentence at once and then
// no more than once in every minute, with how often it was said meanwhile: while
// PostgreSQL is away every look for jobs fails, four a second and instance.
type rarely struct {
	slog.Handler
	level slog.Level
	said  *sentences
}

const sayAgain = time.Minute

// sentences are when each was passed on last, and how often it was kept back since.
type sentences struct {
	mu   sync.Mutex
	last map[string]time.Time
	kept map[string]int
}

func newRarely(h slog.Handler, level slog.Level) slog.Handler {
	return rarely{h, level, &sentences{last: map[string]time.Time{}, kept: map[string]int{}}}
}

// pass tells whether a sentence is said now, and how often it was not.
func (s *sentences) pass(words string, now time.Time) (bool, int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if last, ok := s.last[words]; ok && now.Sub(last) < sayAgain && !now.Before(last) {
		s.kept[words]++
		return false, 0
	}
	n := s.kept[words]
	s.last[words] = now
	delete(s.kept, words)
	return true, n
}

func (h rarely) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}

func (h rarely) Handle(ctx context.Context, r slog.Record) error {
	ok, kept := h.said.pass(r.Message, r.Time)
	if !ok {
		return nil
	}
	if kept > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("again", kept))
	}
	return h.Handler.Handle(ctx, r)
}

func (h rarely) WithAttrs(a []slog.Attr) slog.Handler {
	return rarely{h.Handler.WithAttrs(a), h.level, h.said}
}

func (h rarely) WithGroup(n string) slog.Handler {
	return rarely{h.Handler.WithGroup(n), h.level, h.said}
}
