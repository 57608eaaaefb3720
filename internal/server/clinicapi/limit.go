package clinicapi

import (
	"sync"
	"time"

	"oso/internal/errs"
)

// limiter lets each key do rate acts a second, burst at once.
type limiter struct {
	rate, burst float64

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

func newLimiter(rate, burst float64) *limiter {
	return &limiter{rate: rate, burst: burst, buckets: map[string]bucket{}}
}

// maxBuckets bounds the memory: when it is reached, the full buckets, which
// say nothing, are forgotten.
const maxBuckets = 10_000

func (l *limiter) take(key string, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	if !ok {
		b = bucket{l.burst, now}
		if len(l.buckets) >= maxBuckets {
			for k, v := range l.buckets {
				if v.left+now.Sub(v.at).Seconds()*l.rate >= l.burst {
					delete(l.buckets, k)
				}
			}
		}
	}
	b.left = min(l.burst, b.left+now.Sub(b.at).Seconds()*l.rate)
	b.at = now
	if b.left < 1 {
		l.buckets[key] = b
		return errs.E(errs.TooMany, "limit requests", "The service gets requests faster than it takes them. Nothing is lost. Wait a few seconds and go on.")
	}
	b.left--
	l.buckets[key] = b
	return nil
}
