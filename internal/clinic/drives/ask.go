package drives

import (
	"context"
	"sync"
)

// Questions are asked of drives and folders that may never answer, such as an
// empty reader of cards or a network drive that is gone: the system holds whoever
// asks, for minutes or for good. Each is asked on a thread of its own; one that has not
// answered is not asked once more before it has, however often it is wanted.
type Questions[T any] struct {
	mu   sync.Mutex
	open map[string]*question[T]
}

type question[T any] struct {
	done   chan struct{}
	answer T // once done is closed
}

// Ask asks each of the keys, all at once, and gives the answers that there are
// before ctx ends. ask may be called for one key after Ask has returned.
func (q *Questions[T]) Ask(ctx context.Context, keys []string, ask func(key string) T) map[string]T {
	all := make([]*question[T], len(keys))
	for i, key := range keys {
		all[i] = q.begin(key, ask)
	}
	out := map[string]T{}
	for i, x := range all {
		select {
		case <-x.done:
			out[keys[i]] = x.answer
			continue
		default:
		}
		select {
		case <-x.done:
			out[keys[i]] = x.answer
		case <-ctx.Done():
		}
	}
	return out
}

func (q *Questions[T]) begin(key string, ask func(key string) T) *question[T] {
	q.mu.Lock()
	defer q.mu.Unlock()
	if x := q.open[key]; x != nil {
		return x
	}
	if q.open == nil {
		q.open = map[string]*question[T]{}
	}
	x := &question[T]{done: make(chan struct{})}
	q.open[key] = x
	go func() {
		defer close(x.done)
		defer func() {
			q.mu.Lock()
			delete(q.open, key)
			q.mu.Unlock()
		}()
		x.answer = ask(key)
	}()
	return x
}
