package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"oso/internal/casefile"
	"oso/internal/clinic/casebook"
	"oso/internal/errs"
	"oso/internal/wire"
)

type messageLine struct {
	ID       string    `json:"id"`
	From     string    `json:"from"`
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
	Own      bool      `json:"own"`
	Question bool      `json:"question"` // OSO asks, and an answer names it
	Answers  string    `json:"answers"`
	Waits    bool      `json:"waits"` // written here, not confirmed by OSO yet
}

type messageListAnswer struct {
	Messages []messageLine `json:"messages"`
}

func (a messageListAnswer) Text(w io.Writer) {
	for _, m := range a.Messages {
		note := ""
		if m.Waits {
			note = "  waits for the next exchange"
		}
		fmt.Fprintf(w, "%s  %s  %s%s\n%s\n\n", m.ID, day(m.At), m.From, note, m.Text)
	}
	if len(a.Messages) == 0 {
		fmt.Fprintln(w, "No message yet. What OSO asks about this case comes with: oso sync")
	}
}

type sentAnswer struct {
	Kept bool `json:"kept"`
}

func (sentAnswer) Text(w io.Writer) {
	fmt.Fprintln(w, "Kept. It goes to OSO with the next exchange: oso sync")
}

func messageList(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		list, err := v.Messages(ctx, casefile.CaseID(c.args[0]))
		a := messageListAnswer{Messages: []messageLine{}}
		for _, m := range list {
			a.Messages = append(a.Messages, messageLine{m.ID, m.From, m.At, m.Text, m.Own, m.Question, m.Re, m.Waits})
		}
		return a, err
	})
}

// mostMessage bounds the file that is read: a message's characters, in bytes.
const mostMessage = 4 * wire.MaxText

// words are those of the text file that the second argument names.
func (c *call) words() (string, error) {
	f, err := os.Open(c.args[1])
	if err != nil {
		return "", errs.Wrap(err, errs.Usage, "read message", "The file with the message cannot be read. Nothing was sent. Name a text file that is there.")
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostMessage+1))
	if err != nil {
		return "", errs.Wrap(err, errs.Unreadable, "read message", "The file with the message cannot be read. Nothing was sent. Copy it to this computer and try again.")
	}
	return string(text), nil
}

func messageSend(ctx context.Context, c *call) (any, error) {
	text, err := c.words()
	if err != nil {
		return nil, err
	}
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		return sentAnswer{true}, v.Say(ctx, casefile.CaseID(c.args[0]), c.answers, text, c.Now())
	})
}

// opinionAsk: a paragraph of the file is a question.
func opinionAsk(ctx context.Context, c *call) (any, error) {
	text, err := c.words()
	if err != nil {
		return nil, err
	}
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		h, err := v.Head(c.caseID())
		if err != nil {
			return nil, err
		}
		version := 0
		if len(h.Opened) > 0 {
			version = slices.Max(h.Opened)
		}
		questions := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
		return sentAnswer{true}, v.AskFurther(ctx, c.caseID(), version, questions, c.Now())
	})
}

func opinionOutcome(ctx context.Context, c *call) (any, error) {
	return c.with(ctx, func(v *casebook.Vault) (any, error) {
		return sentAnswer{true}, v.TellOutcome(ctx, c.caseID(), wire.Outcome{Diagnosis: c.args[1], Treatment: c.args[2]}, c.Now())
	})
}
