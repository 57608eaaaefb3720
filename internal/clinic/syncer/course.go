package syncer

import (
	"context"
	"sync"
	"time"

	"oso/internal/seal"
	"oso/internal/wire"
)

// Sending. How many connections and how large the packs are follows from the
// round trip (measured: docs/BENCH.md): near by, enough to work while packs wait
// for the service's disk; far away, many small ones.
const (
	maxConnections = 56
	farTrip        = 40 * time.Millisecond
	packFar        = 1 << 20
	packNear       = 2 << 20
	// fillers is how many packs are read from the disk at once: as many as it
	// takes to keep the line busy, since each costs memory.
	fillers = 2
)

// plan is for a line as the round trip shows it.
func plan(roundTrip time.Duration) (connections, pack int) {
	switch {
	case roundTrip < 5*time.Millisecond:
		return 8, packNear
	case roundTrip < farTrip:
		return 12, packNear
	}
	return maxConnections, packFar
}

// course hands out the packs of one version, in the order of its chunks. On a
// line that is far they get smaller towards the end: there, connections that
// have nothing more to do wait for the last.
type course struct {
	connections, size int
	far               bool
	total             int64 // sealed bytes to send

	// low, where set, is called once: when no more than reserve is left.
	low     func()
	reserve int

	mu     sync.Mutex
	chunks []chunk // not handed out yet
	left   int     // their bytes in packs
}

func newCourse(chunks []chunk, missing map[seal.ChunkHash]bool, trip time.Duration) *course {
	w := &course{}
	w.connections, w.size = plan(trip)
	w.far = w.connections == maxConnections
	for _, ch := range chunks {
		if missing[ch.ref.Hash] {
			delete(missing, ch.ref.Hash) // the same bytes twice are sent once
			w.chunks = append(w.chunks, ch)
			w.total += int64(ch.ref.Size)
			w.left += ch.ref.Size + wire.PackHeader
		}
	}
	return w
}

// next gives the chunks of the next pack; none when all are handed out or ctx
// has ended.
func (w *course) next(ctx context.Context) (pack []chunk) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ctx.Err() != nil {
		return nil
	}
	limit := w.size
	if w.far {
		limit = min(limit, w.left/(2*w.connections))
	}
	n := 0
	for len(w.chunks) > 0 {
		more := w.chunks[0].ref.Size + wire.PackHeader
		if n > 0 && n+more > limit {
			break
		}
		pack, w.chunks = append(pack, w.chunks[0]), w.chunks[1:]
		n += more
	}
	w.left -= n
	if w.low != nil && w.left <= w.reserve {
		w.low()
		w.low = nil
	}
	return pack
}
