/** Real place names and peoples, used with invented facts so that their spelling, never their truth, is learned. Plain lists. */

const split = (text: string): readonly string[] => Array.from(new Set(text.trim().split(/\s*[,\n]\s*/)));

export const COUNTRY_NAMES = split(`
Afghanistan, Albania, Algeria, Angola, Argentina, Armenia, Australia, Austria, Azerbaijan, Bahrain, Bangladesh, Belarus, Belgium, Belize, Benin, Bhutan, Bolivia, Botswana, Brazil, Brunei, Bulgaria, Burundi
Cambodia, Cameroon, Canada, Chad, Chile, China, Colombia, Costa Rica, Croatia, Cuba, Cyprus, Denmark, Ecuador, Egypt, England, Eritrea, Estonia, Ethiopia, Fiji, Finland, France, Gabon, Georgia, Germany, Ghana, Greece
Guatemala, Guinea, Guyana, Haiti, Honduras, Hungary, Iceland, India, Indonesia, Iran, Iraq, Ireland, Israel, Italy, Jamaica, Japan, Jordan, Kazakhstan, Kenya, Kuwait, Laos, Latvia, Lebanon, Liberia, Libya, Lithuania
Madagascar, Malawi, Malaysia, Mali, Malta, Mauritania, Mexico, Moldova, Mongolia, Montenegro, Morocco, Mozambique, Namibia, Nepal, New Zealand, Nicaragua, Niger, Nigeria, Norway, Oman, Pakistan, Panama, Paraguay, Peru
Poland, Portugal, Qatar, Romania, Russia, Rwanda, Samoa, Saudi Arabia, Scotland, Senegal, Serbia, Singapore, Slovakia, Slovenia, Somalia, South Africa, South Korea, Spain, Sri Lanka, Sudan, Sweden, Switzerland, Syria
Tanzania, Thailand, Togo, Tunisia, Turkey, Uganda, Ukraine, Uruguay, Uzbekistan, Venezuela, Vietnam, Wales, Yemen, Zambia, Zimbabwe
`);

export const CITY_NAMES = split(`
Aberdeen, Accra, Adelaide, Aleppo, Alexandria, Amsterdam, Ankara, Antwerp, Athens, Atlanta, Auckland, Baghdad, Baltimore, Bangkok, Barcelona, Basel, Beijing, Belfast, Belgrade, Berlin, Bern, Birmingham, Bogota, Bologna
Bombay, Bordeaux, Boston, Bremen, Brisbane, Bristol, Brussels, Bucharest, Budapest, Buenos Aires, Cairo, Calcutta, Cambridge, Canberra, Cape Town, Caracas, Cardiff, Chicago, Cologne, Copenhagen, Cordoba, Cusco, Dakar
Dallas, Damascus, Delft, Delhi, Denver, Detroit, Dresden, Dublin, Durban, Edinburgh, Florence, Frankfurt, Geneva, Genoa, Ghent, Glasgow, Gothenburg, Granada, Graz, Hamburg, Hanoi, Havana, Helsinki, Houston, Istanbul
Jakarta, Jerusalem, Johannesburg, Kabul, Karachi, Kathmandu, Kiev, Kingston, Krakow, Kyoto, Lagos, Lahore, Leeds, Leiden, Leipzig, Lima, Lisbon, Liverpool, London, Lucerne, Lyon, Madrid, Manchester, Manila, Marseille
Melbourne, Memphis, Milan, Minsk, Montreal, Moscow, Mumbai, Munich, Nagasaki, Nairobi, Nantes, Naples, New York, Nice, Odessa, Osaka, Oslo, Ottawa, Oxford, Palermo, Paris, Philadelphia, Pisa, Porto, Prague, Quito, Riga
Rome, Rotterdam, Salamanca, Salzburg, San Francisco, Santiago, Sapporo, Sarajevo, Seattle, Seoul, Seville, Shanghai, Sheffield, Sofia, Stockholm, Strasbourg, Stuttgart, Sydney, Tallinn, Tehran, Tokyo, Toledo, Toronto
Trieste, Tripoli, Tunis, Turin, Utrecht, Valencia, Vancouver, Venice, Verona, Vienna, Vilnius, Warsaw, Washington, Wellington, York, Zagreb, Zurich
`);

export const NATIONALITIES = split(`
Afghan, Albanian, Algerian, American, Argentine, Armenian, Australian, Austrian, Belgian, Bolivian, Brazilian, British, Bulgarian, Canadian, Chilean, Chinese, Colombian, Croatian, Cuban, Czech, Danish, Dutch, Egyptian
English, Estonian, Ethiopian, Filipino, Finnish, Flemish, French, Georgian, German, Ghanaian, Greek, Hungarian, Icelandic, Indian, Indonesian, Iranian, Iraqi, Irish, Israeli, Italian, Jamaican, Japanese, Kenyan, Korean
Latvian, Lebanese, Lithuanian, Malaysian, Mexican, Mongolian, Moroccan, Nepalese, Nigerian, Norwegian, Ottoman, Pakistani, Persian, Peruvian, Polish, Portuguese, Prussian, Romanian, Russian, Scottish, Senegalese, Serbian
Slovak, Somali, South African, Spanish, Swedish, Swiss, Syrian, Tanzanian, Thai, Tunisian, Turkish, Ugandan, Ukrainian, Uruguayan, Venetian, Venezuelan, Vietnamese, Welsh, Zambian
`);

export const FEATURE_NAMES = split(`
Alps, Amazon, Andes, Apennines, Atlas, Balkans, Carpathians, Caucasus, Danube, Dnieper, Elbe, Euphrates, Ganges, Himalayas, Indus, Jura, Loire, Mekong, Mississippi, Murray, Niger, Nile, Oder, Orinoco, Pyrenees, Rhine
Rhone, Rockies, Sahara, Seine, Tagus, Thames, Tigris, Urals, Vistula, Volga, Yangtze, Zambezi, Etna, Vesuvius, Fuji, Ararat, Olympus, Elbrus, Victoria, Baikal, Ontario, Superior, Geneva, Garda, Titicaca, Malawi, Crete
Sicily, Corsica, Java, Borneo, Sumatra, Tasmania, Baffin, Skye, Gobi, Kalahari, Atacama, Mojave, Namib, Hudson, Columbia, Clyde, Severn, Tyne, Shannon, Po, Ebro, Arno, Tiber, Meuse, Main, Neckar, Inn, Sava, Drava, Don
`);

export const SEA_NAMES = split(`
Atlantic Ocean, Pacific Ocean, Indian Ocean, Arctic Ocean, North Sea, Baltic Sea, Black Sea, Red Sea, Caspian Sea, Mediterranean Sea, Adriatic Sea, Aegean Sea, Caribbean Sea, Irish Sea, Arabian Sea, Coral Sea, Tasman Sea
Bay of Bengal, Gulf of Mexico, Persian Gulf, English Channel, Yellow Sea, Bering Sea, Sea of Japan, Barents Sea, Ionian Sea, Celtic Sea
`);

export const CONTINENTS = split(`Africa, Asia, Europe, North America, South America, Oceania, Antarctica, Central America, Central Asia, the Middle East, Southeast Asia, West Africa, East Africa, Southern Europe, Northern Europe, Eastern Europe, Western Asia, the Caribbean, Scandinavia, the Balkans`)
  .map((name) => name.replace(/^the /, ''));

/** Titles of rank, male and female. */
export const MALE_FEMALE_TITLES: readonly (readonly [string, string])[] = [['King', 'Queen'], ['Emperor', 'Empress'], ['Prince', 'Princess'], ['Duke', 'Duchess'], ['Sultan', 'Sultana'], ['Tsar', 'Tsarina']];
