package workflow

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"oso/internal/errs"
	"oso/internal/server/db"
)

// SettingName is the row of settings that an administrator's Limits are in.
const SettingName = "workflow"

// Limits are what an administrator has changed of a Config, as stored: spans
// as Go writes them ("336h"), and only what differs from the defaults.
// Reasons replace those of an event as a whole.
type Limits struct {
	Clock             string             `json:"clock,omitempty"`
	ClockEmergent     string             `json:"clock_emergent,omitempty"`
	OfferLimit        string             `json:"offer,omitempty"`
	OfferEmergent     string             `json:"offer_emergent,omitempty"`
	ReadLimit         string             `json:"read,omitempty"`
	ReadEmergent      string             `json:"read_emergent,omitempty"`
	Reminders         []string           `json:"reminders,omitempty"`
	RemindersEmergent []string           `json:"reminders_emergent,omitempty"`
	EscalateAfter     string             `json:"escalate_after,omitempty"`
	Expiry            string             `json:"expiry,omitempty"`
	OutcomeAfter      string             `json:"outcome_after,omitempty"`
	RecordLimit       string             `json:"record_limit,omitempty"`
	AuthorizedFor     string             `json:"authorized_for,omitempty"`
	GlassFor          string             `json:"glass_for,omitempty"`
	WithdrawalIsFree  *bool              `json:"withdrawal_is_free,omitempty"`
	Reasons           map[Event][]string `json:"reasons,omitempty"`
}

// Load is Defaults with what an administrator has stored. Invalid if that
// cannot be used: the service then does not start with half of it.
func Load(ctx context.Context, q *db.Queries, office *time.Location) (Config, error) {
	row, err := q.GetSetting(ctx, SettingName)
	if errors.Is(err, sql.ErrNoRows) {
		return Defaults(office), nil
	}
	if err != nil {
		return Config{}, db.Err(err, "load limits")
	}
	var l Limits
	d := json.NewDecoder(bytes.NewReader([]byte(row.Body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&l); err != nil {
		return Config{}, invalidLimits(err)
	}
	return l.Apply(Defaults(office))
}

// Apply gives c with the limits of l. Invalid names no value of it.
func (l Limits) Apply(c Config) (Config, error) {
	var broken error
	span := func(to *time.Duration, s string, most time.Duration) {
		if s == "" {
			return
		}
		d, err := time.ParseDuration(s)
		if err == nil && (d <= 0 || d > most) {
			err = errors.New("span out of range")
		}
		broken = errors.Join(broken, err)
		*to = d
	}
	spans := func(to *[]time.Duration, list []string) {
		if list == nil {
			return
		}
		*to = make([]time.Duration, len(list))
		for i, s := range list {
			span(&(*to)[i], s, 366*day)
		}
		if !slices.IsSorted(*to) {
			broken = errors.Join(broken, errors.New("reminders not in order"))
		}
	}
	span(&c.Clock, l.Clock, 366*day)
	span(&c.ClockEmergent, l.ClockEmergent, 366*day)
	span(&c.OfferLimit, l.OfferLimit, 366*day)
	span(&c.OfferEmergent, l.OfferEmergent, 366*day)
	span(&c.ReadLimit, l.ReadLimit, 366*day)
	span(&c.ReadEmergent, l.ReadEmergent, 366*day)
	spans(&c.Reminders, l.Reminders)
	spans(&c.RemindersEmergent, l.RemindersEmergent)
	span(&c.EscalateAfter, l.EscalateAfter, 366*day)
	span(&c.Expiry, l.Expiry, 3660*day)
	span(&c.OutcomeAfter, l.OutcomeAfter, 3660*day)
	span(&c.RecordLimit, l.RecordLimit, 30*day) // a right: not longer
	span(&c.AuthorizedFor, l.AuthorizedFor, 3660*day)
	span(&c.GlassFor, l.GlassFor, 7*day)
	if l.WithdrawalIsFree != nil {
		c.WithdrawalIsFree = *l.WithdrawalIsFree
	}
	for e, codes := range l.Reasons {
		if len(c.Reasons[e]) == 0 || len(codes) == 0 || slices.Contains(codes, "") {
			broken = errors.Join(broken, errors.New("reasons for an event that takes none, or none for one that does"))
			continue
		}
		c.Reasons[e] = slices.Clone(codes)
	}
	if broken != nil {
		return Config{}, invalidLimits(broken)
	}
	return c, nil
}

func invalidLimits(err error) error {
	return errs.Wrap(err, errs.Invalid, "load limits", "The stored limits of the workflow cannot be used. Nothing was changed; an administrator has to correct them.")
}
