package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

type dueView struct {
	What  string    `json:"what"`
	Until time.Time `json:"until"`
	Days  int       `json:"days"`
	Due   bool      `json:"due"`
}

type dueAnswer struct {
	Keys []dueView `json:"keys"`
	Mail []string  `json:"mail"`
}

func (a dueAnswer) Text(w io.Writer) {
	for _, d := range a.Keys {
		fmt.Fprintf(w, "%-12s ends %s, in %d days", d.What, d.Until.UTC().Format(time.DateOnly), d.Days)
		if d.Due {
			fmt.Fprint(w, ": DUE")
		}
		fmt.Fprintln(w)
	}
	if len(a.Mail) == 0 {
		fmt.Fprintln(w, "Mails before it go to the accounts of role admin. Others: --mail ADDRESS,ADDRESS")
		return
	}
	fmt.Fprintf(w, "Mails before it go to %s.\n", strings.Join(a.Mail, ", "))
}

// due shows what ends when; with --mail it stores who is told of it.
func due(k *call) func(context.Context) (answer, error) {
	var to string
	k.flags.StringVar(&to, "mail", "", "`ADDRESSES` to tell, with commas, in place of those of before; \"accounts\": the accounts of role admin")
	return func(ctx context.Context) (answer, error) {
		s, err := k.store(ctx, false)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		if to != "" {
			list := []string{}
			if to != "accounts" {
				for a := range strings.SplitSeq(to, ",") {
					list = append(list, strings.TrimSpace(a))
				}
			}
			if err := s.SetWarnAddresses(ctx, list, by, k.now()); err != nil {
				return nil, err
			}
		}
		out := dueAnswer{Keys: []dueView{}, Mail: []string{}}
		endings, err := s.Endings(ctx)
		if err != nil {
			return nil, err
		}
		for _, e := range endings {
			_, due := e.Stage(k.now())
			out.Keys = append(out.Keys, dueView{e.What, e.Until.UTC(), e.Days(k.now()), due})
		}
		list, err := s.WarnAddresses(ctx)
		out.Mail = append(out.Mail, list...)
		return out, err
	}
}
