package syncer

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"oso/internal/casefile"
	"oso/internal/deed"
	"oso/internal/errs"
	"oso/internal/seal"
	"oso/internal/wire"
)

// What is asked about at once over a line that is far: a question that fits what
// a new connection may send before it hears, and no more of them than that the
// service, which reads all that it holds of the case for each, does little twice.
const (
	questionFar = 150
	questions   = 8
)

// missing asks which chunks the service lacks, and measures the round trip. Over
// a line that is far several questions go at once.
func (c *client) missing(ctx context.Context, out *outbound) (map[seal.ChunkHash]bool, time.Duration, error) {
	size, atOnce := wire.MaxMissing, 1
	if c.line.far() {
		size, atOnce = min(max(questionFar, (len(out.chunks)+questions-1)/questions), wire.MaxMissing), questions
	}
	var mu sync.Mutex
	missing := map[seal.ChunkHash]bool{}
	trip := time.Hour
	ask, ctx := errgroup.WithContext(ctx)
	ask.SetLimit(atOnce)
	for part := range slices.Chunk(out.chunks, size) {
		ask.Go(func() error {
			req := wire.MissingRequest{Chunks: make([]seal.ChunkHash, len(part))}
			for i, ch := range part {
				req.Chunks[i] = ch.ref.Hash
			}
			var a wire.MissingAnswer
			begun := time.Now() // for the plan alone; nothing is decided by it
			if err := c.call(ctx, http.MethodPost, casePath(wire.PathMissing, out.id, 0), req, &a); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			trip = min(trip, time.Since(begun))
			for _, h := range a.Missing {
				missing[h] = true
			}
			return nil
		})
	}
	err := ask.Wait()
	return missing, trip, err
}

// sendPacks sends what is missing over several connections. The first error
// stops all; what arrived stays there.
func (s *Syncer) sendPacks(ctx context.Context, c *client, out *outbound, w *course, r *Report) error {
	m := &meter{s: s, out: out, sent: out.total - w.total}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)

	fill := make(chan struct{}, fillers)
	var wg sync.WaitGroup
	for range w.connections {
		wg.Go(func() {
			var body []byte
			for p := w.next(ctx); p != nil; p = w.next(ctx) {
				if body == nil {
					body = make([]byte, 0, max(w.size, wire.PackHeader+seal.MaxSealedChunk))
				}
				var err error
				if body, err = s.sendPack(ctx, c, out, p, fill, body); err != nil {
					stop(err)
					return
				}
				m.add(p)
			}
		})
	}
	wg.Wait()
	r.Sent.Bytes += m.bytes
	r.Sent.Records += len(m.records)
	if err := context.Cause(ctx); err != nil && ctx.Err() != nil {
		return lineErrorKeep(err)
	}
	return nil
}

// lineErrorKeep gives a canceled context its message and leaves others alone.
func lineErrorKeep(err error) error {
	if errs.KindOf(err) != errs.Internal {
		return err
	}
	return errs.Wrap(err, errs.Canceled, "send case", "The exchange was stopped. What was sent is kept by OSO; the rest is kept here.")
}

// sendPack fills body with the pack and sends it. It gives body back for the
// next pack, or nil: after an error or a repetition the line may still be
// reading it.
func (s *Syncer) sendPack(ctx context.Context, c *client, out *outbound, p []chunk, fill chan struct{}, body []byte) ([]byte, error) {
	fill <- struct{}{}
	body, err := out.fill(body[:0], p)
	<-fill
	if err != nil {
		return nil, err
	}
	path := strings.Replace(casePath(wire.PathPack, out.id, 0), "{pack}", casefile.NewID(), 1)
	var a wire.PackAnswer
	sent, err := c.repeat(ctx, http.MethodPut, path, content{kind: wire.PackType, bytes: body}, &a)
	if errs.Is(err, errs.Invalid) { // the service compares hashes: is it this disk?
		if here := out.check(p); here != nil {
			err = here
		}
	}
	if err != nil || sent > 1 {
		return nil, err
	}
	return body, nil
}

// fill appends a pack to body.
func (o *outbound) fill(body []byte, p []chunk) (_ []byte, err error) {
	for _, ch := range p {
		body = wire.AppendPackHeader(body, ch.ref.Hash, ch.ref.Size)
		if body, err = o.bytes.Append(body, ch.record, ch.index, ch.ref); err != nil {
			return nil, err
		}
	}
	return body, nil
}

// check compares the chunks of a pack with their hashes.
func (o *outbound) check(p []chunk) error {
	for _, ch := range p {
		if _, err := o.bytes.Chunk(ch.record, ch.index, ch.ref); err != nil {
			return err
		}
	}
	return nil
}

// meter counts what arrived and tells it.
type meter struct {
	s   *Syncer
	out *outbound

	mu      sync.Mutex
	sent    int64 // of the version, what was there before included
	bytes   int64 // in this exchange
	records map[casefile.RecordID]bool
}

func (m *meter) add(p []chunk) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.records == nil {
		m.records = map[casefile.RecordID]bool{}
	}
	for _, ch := range p {
		m.sent += int64(ch.ref.Size)
		m.bytes += int64(ch.ref.Size)
		if ch.item == deed.ItemRecord {
			m.records[ch.record] = true
		}
	}
	if m.s.Progress != nil {
		m.s.Progress(Progress{m.out.id, m.sent, m.out.total})
	}
}
