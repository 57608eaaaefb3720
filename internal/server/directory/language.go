package directory

import "slices"

// Languages are those that pages offer, by their ISO 639 codes; an entry may have
// others.
func Languages() []string {
	return slices.Clone([]string{
		"am", "ar", "bg", "bn", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "ht", "hu", "hy",
		"id", "is", "it", "ja", "ka", "km", "kn", "ko", "lo", "lt", "lv", "mk", "ml", "mr", "ms", "my", "ne", "nl", "no", "pa", "pl", "ps", "pt",
		"ro", "ru", "si", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "ti", "tl", "tr", "uk", "ur", "uz", "vi", "yo", "zh",
	})
}
