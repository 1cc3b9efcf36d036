// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/events/generated_words.h"

#include <array>

namespace weir {
namespace {

constexpr GeneratedName firstNames[] = {
    {"Anna", "anna"},       {"José", "jose"},       {"Zoë", "zoe"},         {"Łukasz", "lukasz"},   {"Élodie", "elodie"},
    {"Søren", "soren"},     {"Mia", "mia"},         {"Κώστας", "kostas"},   {"Jürgen", "juergen"},  {"Nuria", "nuria"},
    {"Ahmet", "ahmet"},     {"Siobhán", "siobhan"}, {"Priya", "priya"},     {"太郎", "taro"},       {"Maeve", "maeve"},
    {"Oleksandr", "olek"},  {"Ines", "ines"},       {"Tomáš", "tomas"},     {"Freya", "freya"},     {"Yusuf", "yusuf"},
    {"Chiara", "chiara"},   {"D'Arcy", "darcy"},    {"Björn", "bjoern"},    {"Amélie", "amelie"},   {"Kwame", "kwame"},
    {"Ewa", "ewa"},         {"João", "joao"},       {"Sanne", "sanne"},     {"Milan", "milan"},     {"Leila", "leila"},
    {"Anne-Marie", "annemarie"}, {"Hugo", "hugo"},
};
constexpr GeneratedName lastNames[] = {
    {"Schmidt", "schmidt"},     {"García", "garcia"},     {"O'Neill", "oneill"},     {"Wiśniewski", "wisniewski"},
    {"Lefèvre", "lefevre"},     {"Ångström", "angstrom"}, {"van Dijk", "vandijk"},   {"Dvořák", "dvorak"},
    {"Παππάς", "pappas"},       {"Öztürk", "ozturk"},     {"Fernandes", "fernandes"}, {"Rossi", "rossi"},
    {"Iyer", "iyer"},           {"佐藤", "sato"},         {"Müller", "mueller"},     {"Шевченко", "shevchenko"},
    {"Nilsson", "nilsson"},     {"D'Angelo", "dangelo"},  {"Kowalczyk", "kowalczyk"}, {"Mensah", "mensah"},
    {"Lindqvist", "lindqvist"}, {"Peña", "pena"},         {"Horváth", "horvath"},    {"Weiß", "weiss"},
    {"Moreau", "moreau"},       {"Jansen", "jansen"},     {"Costa", "costa"},        {"Brennan", "brennan"},
    {"Süß", "suess"},           {"Ó Briain", "obriain"},  {"Novák", "novak"},        {"Haddad", "haddad"},
};
constexpr GeneratedPlace places[] = {
    {"Köln", "DE", "Aachener Straße"},          {"Leipzig", "DE", "Karl-Liebknecht-Straße"},
    {"Besançon", "FR", "Rue de la République"}, {"Łódź", "PL", "ulica Piotrkowska"},
    {"A Coruña", "ES", "Rúa Real"},             {"Plzeň", "CZ", "Americká"},
    {"Θεσσαλονίκη", "GR", "Οδός Εγνατία"},      {"Malmö", "SE", "Södra Förstadsgatan"},
    {"Évora", "PT", "Rua da Moeda"},            {"Forlì", "IT", "Corso della Repubblica"},
    {"'s-Hertogenbosch", "NL", "Hinthamerstraat"}, {"札幌市", "JP", "北三条西"},
    {"Cork", "IE", "Patrick's Quay"},           {"Aarhus", "DK", "Søndergade"},
    {"Graz", "AT", "Herrengasse"},              {"Gent", "BE", "Veldstraat"},
    {"Győr", "HU", "Baross Gábor út"},          {"Tartu", "EE", "Rüütli"},
    {"İzmir", "TR", "Kıbrıs Şehitleri Caddesi"}, {"Львів", "UA", "вулиця Городоцька"},
};
constexpr std::string_view words[] = {
    "amber",  "anchor", "apple",  "april",  "arrow",  "autumn", "badge",  "basket", "beacon", "birch",  "blanket", "bottle",
    "branch", "bridge", "bright", "button", "cabin",  "candle", "canvas", "carpet", "castle", "cedar",  "chalk",   "cherry",
    "circle", "clear",  "clover", "cloud",  "copper", "coral",  "corner", "cotton", "cradle", "crisp",  "dawn",    "desk",
    "distant", "drift", "early",  "ember",  "engine", "evening", "fabric", "feather", "field", "flint", "forest",  "fresh",
    "garden", "gentle", "glass",  "golden", "grain",  "granite", "green", "harbour", "hazel", "heather", "hollow", "honey",
    "island", "ivory",  "jacket", "juniper", "kettle", "ladder", "lantern", "larch", "leather", "lemon", "linen",  "little",
    "lunar",  "maple",  "marble", "meadow", "mellow", "mirror", "moss",   "narrow", "north",  "oaken",  "ocean",   "olive",
    "orchard", "paper", "pebble", "pepper", "pillow", "plain",  "planet", "pocket", "quartz", "quick",  "quiet",   "rain",
    "raven",  "ribbon", "river",  "rope",   "round",  "saddle", "sail",   "salt",   "shadow", "silver", "slate",   "small",
    "spoon",  "spring", "steady", "stone",  "summer", "table",  "timber", "travel", "velvet", "violet", "walnut",  "water",
    "weather", "willow", "window", "winter", "wooden", "woollen", "yellow", "zinc",
};

} // namespace

std::span<const GeneratedName> generatedFirstNames() { return firstNames; }
std::span<const GeneratedName> generatedLastNames() { return lastNames; }
std::span<const GeneratedPlace> generatedPlaces() { return places; }
std::span<const std::string_view> generatedWords() { return words; }

} // namespace weir
