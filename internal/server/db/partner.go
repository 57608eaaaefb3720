package db

import "time"

// Holds tells whether the partner's contract covers a moment.
func (p Partner) Holds(now time.Time) bool {
	ms := now.UnixMilli()
	return p.Active && p.ContractFrom <= ms && (p.ContractUntil == 0 || ms < p.ContractUntil)
}
