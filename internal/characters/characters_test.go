package characters

import (
	"testing"
	"unicode/utf8"
)

func TestMap(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Is lobectomy best?":             "Is lobectomy best?",
		"\uf0b7 Is lobectomy best?":      "• Is lobectomy best?",
		"\uf0a7\tfirst\n  \uf0d8 second": "•\tfirst\n  • second",
		"\uf071 a box\n\uf0fc done":      "• a box\n• done",
		"pO\u2082 \uf0b3 60, 5 \uf0b1 1": "pO\u2082 ≥ 60, 5 ± 1",
		"best\uff1f":                     "best?",
		"ＣＴ　１２":                          "CT 12",
		"38℃、Ⅲ期":                         "38°C、III期",
		"患者，６４岁。需要手术吗？（请答复）":                "患者，64岁。需要手术吗？（请答复）",
		"痛みは「右」。｢左｣｡":                       "痛みは「右」。「左」。",
		"需要手术。\u2028Yes。No？":                "需要手术。\nYes. No?",
		"Yes。\r\n好。":                        "Yes. \r\n好。",
		"5㎎, 2㎡, 3㏄":                        "5mg, 2m², 3cc",
		"①a ⑳b":                             "(1)a (20)b",
		"a\u200bb\u200e\u2060\ufeffc\u00ad": "abc",
		"heart \u2764\ufe0f":                "heart \u2764",
		"e\u0301":                           "é",
		"10\u202fmg":                        "10\u00a0mg",
		"می\u200cخواهم":                     "می\u200cخواهم",
		"a\u200db":                          "ab",
		"\uf071odd":                         "\uf071odd", // nobody knows what it was
		"Guanosin\u2010tri":                 "Guanosin-tri",
		"":                                  "",
	} {
		got := Map(in)
		if got != want {
			t.Errorf("Map(%q) = %q, want %q", in, got, want)
		}
		if again := Map(got); again != got {
			t.Errorf("Map twice: %q, then %q", got, again)
		}
	}
}

func TestUnset(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain": "", "\uf0fe \uf0fc ★ ➜ ⚠ ⇒ ∅ ❤": "", "ᐋᓐᓂᐊᔪᖅ": "", "≥ ≤ → ↑ ₂ µ ½ ✓ ☐ ● • € ﬁ é": "", "Ελληνικά, tiếng Việt, Пётр": "", "佐藤花子 김민준 שרון": "", "(صال) می\u200cخواهم ก ผู้ป่วย क्षय রোগ நோய் 똠 ქალი": "",
		"a\vb\r\nc\td\u2028e": "", "a\x07b\x7fc\x00": "\x07\x7f\x00",
		"\uf0b7 bullet": "", "\uff1f、℃\u200e\u2060": "",
		"thanks 🙏🙏": "🙏", "𠮷田": "𠮷", "\U00012000": "\U00012000", "\u1820ab": "\u1820", "\ufffd": "\ufffd", "\uf071odd": "\uf071",
	} {
		if got := string(Unset(in)); got != want {
			t.Errorf("Unset(%q) = %q, want %q", in, got, want)
		}
		if Set(in) == "" || len(Unset(Set(in))) > 0 {
			t.Errorf("Set(%q) = %q", in, Set(in))
		}
	}
	if got := Name('🙏') + Name('\u2066') + Name(utf8.RuneError) + Name('\u0301'); got != "“🙏” (U+1F64F)U+2066U+FFFDU+0301" {
		t.Error(got)
	}
	if got := Names([]rune("ABCDEFG")); got != "“A” (U+0041), “B” (U+0042), “C” (U+0043), “D” (U+0044), “E” (U+0045) and 2 more" {
		t.Error(got)
	}
}

func FuzzMap(f *testing.F) {
	f.Add("a\uf0b7\u200d\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		if once := Map(s); utf8.ValidString(s) && Map(once) != once {
			t.Errorf("%q, then %q", once, Map(once))
		}
		if len(Unset(Set(s))) > 0 {
			t.Errorf("%q is not set", Set(s))
		}
	})
}
