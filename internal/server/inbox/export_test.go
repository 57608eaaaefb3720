package inbox

// TakeApart gives what a mail is taken apart into, for fuzzing.
func TakeApart(data []byte) (parts [][]byte, lost []string) {
	l := readMail(data)
	for _, p := range l.parts {
		parts = append(parts, p.data)
	}
	if w := l.words(); w != "" {
		parts = append(parts, []byte(w))
	}
	return parts, l.lost
}
