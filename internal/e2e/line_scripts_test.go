package e2e

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"oso/internal/sample"
)

// inScripts are questions as clinics of the world ask them, two of each script.
var inScripts = [][2]string{
	{"ما مخاطر التخدير العام؟", "هل انتشر الورم إلى الكبد؟"},
	{"מה הסיכון בהרדמה כללית?", "האם הגידול התפשט לכבד?"},
	{"क्या ट्यूमर यकृत तक फैल गया है?", "सामान्य एनेस्थीसिया का जोखिम कितना है?"},
	{"টিউমার কি যকৃতে ছড়িয়েছে?", "অস্ত্রোপচারের ঝুঁকি কত?"},
	{"கட்டி கல்லீரலுக்கு பரவியுள்ளதா?", "மயக்க மருந்தின் ஆபத்து என்ன?"},
	{"เนื้องอกลุกลามไปที่ตับหรือไม่", "ความเสี่ยงของการดมยาสลบคืออะไร"},
	{"តើដុំសាច់រាលដាលទៅថ្លើមទេ", "តើហានិភ័យនៃថ្នាំសន្លប់មានអ្វីខ្លះ"},
	{"အကျိတ်သည် အသည်းသို့ ပျံ့နှံ့ပါသလား", "မေ့ဆေး၏ အန္တရာယ်မှာ အဘယ်နည်း"},
	{"გავრცელდა თუ არა სიმსივნე ღვიძლში?", "რა რისკი აქვს ნარკოზს?"},
	{"Տարածվե՞լ է ուռուցքը լյարդում", "Ի՞նչ վտանգ ունի անզգայացումը"},
	{"ዕጢው ወደ ጉበት ተሰራጭቷል?", "የማደንዘዣ አደጋው ምንድን ነው?"},
	{"肿瘤是否已转移到肝脏?", "全身麻醉的风险有多大?"},
	{"腫瘍は肝臓に転移していますか", "全身麻酔の危険性はどの程度ですか"},
	{"종양이 간으로 전이되었습니까?", "전신 마취의 위험은 어느 정도입니까?"},
	{"Распространилась ли опухоль на печень?", "Каков риск общего наркоза?"},
	{"Έχει εξαπλωθεί ο όγκος στο ήπαρ;", "Ποιος είναι ο κίνδυνος της αναισθησίας;"},
	{"Khối u đã lan sang gan chưa?", "Nguy cơ của gây mê toàn thân là gì?"},
}

// A patient, questions and files in the scripts of the world go the whole line: sealed,
// answered, signed, read at the clinic word for word, and printed in the letter.
func TestScriptsOfTheWorldComeBack(t *testing.T) {
	t.Parallel()
	s := serve(t, "--autopilot")
	c := playedClinic(t)
	var typed []string
	id, records := c.beginWith(func(doc map[string]any) {
		doc["patient"].(map[string]any)["name"].(map[string]any)["ideographic"] = "惠特科姆 埃莉诺"
		var questions []any
		for _, x := range inScripts {
			questions = append(questions, map[string]any{"text": x[0], "parts": []any{x[1], "• 38 ℃, CRP １２ ㎎/L"}})
			typed = append(typed, x[0], x[1])
		}
		doc["questions"] = questions
	})
	for i, name := range []string{"تقرير الأشعة", "பரிசோதனை அறிக்கை", "Заключение № 4", "検査報告書"} {
		put(t, filepath.Join(records, name+".pdf"), sample.PDF(strings.Repeat("Eleanor Whitcombe, 14 Sep 1971. ", i+1)))
	}
	c.takeIn(id, []string{records})
	c.seal(id)
	c.enrol(s)
	c.syncUntil("an opinion", func(lineSync) bool { return len(c.opinions()) == 1 })

	var shown struct{ Answers []typedAnswer }
	c.must(&shown, 0, "opinion", "show", id)
	var back []string
	for _, a := range shown.Answers {
		back = append(back, a.Question)
		if len(a.Parts) != 2 {
			t.Fatalf("%q has %d parts", a.Question, len(a.Parts))
		}
		back = append(back, a.Parts[0].Question)
	}
	if !slices.Equal(back, typed) {
		t.Errorf("the physician reads\n%q\nwhere the clinic asked\n%q", back, typed)
	}
	letter := filepath.Join(t.TempDir(), "letter.pdf")
	c.must(nil, 0, "opinion", "save", id, letter, "--paper", "a4")
	if dir := os.Getenv("OSO_PICTURES"); dir != "" {
		b, err := os.ReadFile(letter)
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(dir, "paper-scripts.pdf"), b)
	}
	// Lines and spaces are the reader's of the PDF; so are marks of direction.
	bare := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, s)
	}
	text := bare(printedText(t, letter))
	for _, q := range typed {
		for _, word := range strings.Fields(q) {
			if !strings.Contains(text, bare(strings.Trim(word, "?؟;"))) {
				t.Errorf("the letter lacks %q of %q", word, q)
			}
		}
	}
}

// What no letter can set is told before the seal, with the character and its place.
func TestWhatNoLetterCanSetIsToldAtTheDesk(t *testing.T) {
	t.Parallel()
	c := playedClinic(t)
	for _, sign := range []string{"🩺", "𓂀"} {
		id := c.enter(func(doc map[string]any) {
			doc["questions"] = []any{map[string]any{"text": "Is it urgent " + sign + "?", "parts": []any{}}}
		})
		out, code := c.run("case", "check", id)
		if code != 1 || !strings.Contains(string(out), "questions[0]") || !strings.Contains(string(out), sign) {
			t.Errorf("%s: exit %d, %s", sign, code, out)
		}
	}
}
