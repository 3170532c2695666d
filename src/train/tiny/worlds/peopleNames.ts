/** Given names and surnames of the whole world, recombined at random into people who never lived. Plain lists. */

const words = (text: string): readonly string[] => Array.from(new Set(text.trim().split(/\s+/)));

export const FEMALE_NAMES = words(`
Ada Agnes Aisha Akiko Alice Alma Amara Amelia Amina Ana Anastasia Andrea Angela Anita Anna Anne Antonia Aoife Astrid Augusta Ayesha Barbara Beatrice Bella Berta Bianca Birgit Bridget
Camille Carla Carmen Caroline Catherine Cecilia Charlotte Chiara Chiyo Chloe Clara Claudia Constance Cora Daniela Daphne Daria Deborah Delia Diana Dolores Dora Dorothy Edith Eileen Elena
Eleanor Elif Elisa Elizabeth Ella Ellen Elsa Emilia Emily Emma Erika Esther Ethel Eugenia Eva Evelyn Fatima Fiona Flora Florence Frances Freya Frida Gabriela Galina Georgia Gertrude Gisela
Gloria Grace Greta Gudrun Gwen Halina Hana Hannah Harriet Hedwig Helen Helga Henrietta Hilda Hiroko Ida Ilse Imani Indira Ines Ingrid Irena Irene Iris Irma Isabel Isabella Ivana Jacqueline
Jadwiga Jane Jasmine Jean Jelena Jennifer Jessica Joan Johanna Josephine Judith Julia Juliet Kamala Karen Karin Kateryna Kavita Keiko Kirsten Klara Lakshmi Larisa Laura Layla Leila Lena
Leonora Lidia Lily Lina Linda Louisa Lucia Lucy Ludmila Luisa Lydia Mabel Madeleine Magda Maeve Malala Marcela Margaret Margarethe Maria Mariam Marie Marina Marta Martha Mary Mathilda Maud
Mei Mercy Michiko Mina Minerva Miriam Molly Monica Nadia Naomi Natalia Nina Nora Noor Odette Olga Olive Olivia Ottilie Pamela Patricia Paula Pauline Pearl Penelope Petra Philippa Priya Rachel
Ramona Rania Rebecca Renata Rita Rosa Rosalind Rose Ruth Sabine Sadie Sakura Sally Samira Sarah Selma Shanti Shirley Sigrid Silvia Simone Sofia Sonia Sophie Stella Sunita Susan Svetlana Sylvia
Tamara Tatiana Teresa Thandiwe Thea Theodora Ursula Valentina Vera Veronica Victoria Viola Virginia Vivian Wanda Wangari Wilhelmina Winifred Xiu Yasmin Yelena Yoko Yolanda Yuki Yvonne Zahra Zainab Zofia Zora
`);

export const MALE_NAMES = words(`
Aaron Abdul Abel Abraham Adam Adrian Ahmed Akira Alan Albert Aldo Alejandro Alexander Alexei Alfred Ali Alistair Alonso Amir Anders Andre Andrei Andrew Angelo Angus Anton Antonio Arjun
Arnold Arthur August Axel Babatunde Baldwin Barnaby Bartholomew Basil Ben Benedict Benjamin Bernard Bert Boris Brendan Brian Bruno Carl Carlos Cedric Charles Chen Chidi Christian Christopher
Claude Clement Colin Conrad Constantin Cyril Damian Daniel Dario David Dennis Derek Desmond Diego Dietrich Dimitri Dmitri Domenico Dominic Donald Duncan Edgar Edmund Eduardo Edward Edwin Einar
Eli Elias Emil Emmanuel Enrico Eric Ernest Erwin Eugene Evan Fabian Felix Ferdinand Fernando Filip Francesco Francis Francisco Frank Franz Frederick Friedrich Gareth Gaspard Gaston Geoffrey
George Gerald Gerhard Giacomo Gilbert Giovanni Giuseppe Gordon Graham Gregory Guido Gunnar Gustav Hamid Hans Harald Harold Haruki Hasan Hector Heinrich Henri Henry Herbert Herman Hideo Hiroshi
Horace Howard Hubert Hugh Hugo Humphrey Ian Ibrahim Igor Ignacio Isaac Ismail Ivan Ivo Jack Jacob Jacques James Jan Jaroslav Javier Jens Jerome Joao Joachim Johan Johann John Jonas Jonathan
Jorge Jose Joseph Joshua Juan Julian Julius Kamal Karel Karl Kenji Kenneth Kofi Konrad Kwame Lars Laurence Leo Leon Leonard Leopold Leslie Levi Lewis Liam Lorenzo Louis Luca Lucas Ludwig Luis
Luigi Magnus Malcolm Manuel Marcel Marco Marcus Mario Mark Martin Matteo Matthew Maurice Max Maximilian Miguel Mihail Milan Mohamed Moses Muhammad Nasser Nathan Nathaniel Neil Nelson Nicholas
Nikolai Niels Noah Norman Olaf Oliver Omar Oscar Osman Oswald Otto Owen Pablo Patrick Paul Pavel Pedro Percy Peter Philip Pierre Piotr Quentin Rafael Rahul Raj Ralph Ramon Raymond Reginald Rene
Ricardo Richard Robert Roberto Roger Roland Rudolf Rupert Salvador Samuel Sanjay Santiago Sebastian Sergei Simon Stanislav Stefan Stephen Sven Tadeusz Takeshi Tariq Theodore Thomas Tobias Tomas
Toshiro Umberto Vaclav Victor Viktor Vikram Vincent Vladimir Walter Wei Werner Wilfred Wilhelm William Winston Wolfgang Yang Yasser Yuri Yusuf Zachary Zoltan
`);

export const SURNAMES = words(`
Abbott Abe Achebe Acosta Adams Adeyemi Adler Ahmed Akintola Alarcon Albrecht Aldridge Ali Allen Almeida Alvarez Amundsen Andersen Anderson Andrade Arai Archer Arnold Ashworth Atkinson Aziz Bach
Bailey Baker Balogun Banerjee Barlow Barnes Baros Barton Bauer Becker Bell Benitez Bennett Berg Bergman Bernard Bianchi Bishop Blake Bloom Boateng Bohm Bolton Bondar Borges Bose Bowman Bradley
Brandt Braun Brennan Brooks Brown Bruno Burke Burton Byrne Calder Calvo Campbell Cardoso Carlson Carr Carter Castro Cavendish Cervantes Chandra Chang Chapman Chaudhry Chen Chopra Chow Christensen
Clarke Clement Cohen Coleman Collins Conrad Conti Cooper Cordova Cortez Costa Craig Crawford Cruz Cunningham Curtis Dahl Dalton Das Davies Dawson Delgado Deng Desai Diaz Dixon Dlamini Doyle Drake
Dubois Duncan Dupont Duval Eaton Eberhardt Edwards Ekberg Eliot Ellis Endo Engel Eriksson Espinoza Evans Falk Farkas Faulkner Fernandez Ferrari Ferreira Fischer Fitzgerald Fleming Fletcher Flores
Fontaine Forbes Foster Fournier Fox Franklin Fraser Fuchs Fujita Galloway Garcia Gardner Garrett Geller Gibson Gilbert Giordano Goldberg Gomez Gonzalez Gordon Graham Grant Gray Greco Green Gruber
Gupta Gustafsson Haas Hall Hamilton Hansen Hardy Harper Harris Hartmann Hashimoto Hassan Hawkins Hayashi Hayes Heller Henderson Hernandez Herrera Hill Hoffmann Holm Holmes Hopkins Horvath Howard
Huang Hudson Hughes Hussein Ibrahim Ito Ivanov Jackson Jansen Jensen Jimenez Johansson Johnson Jones Joshi Juarez Kahn Kamau Kaplan Kapoor Karlsson Kato Kaufmann Kaya Keller Kelly Kennedy Khan
Kim Kimura Klein Kobayashi Koch Kovacs Kowalski Kramer Krishnan Kruger Kumar Lambert Lang Larsen Laurent Lawrence Leclerc Lee Lehmann Lewis Li Lind Lindgren Lombardi Lopez Lorenz Lund Lynch
Macdonald Mackenzie Madsen Mahmoud Malik Mancini Mandela Marchetti Marino Marshall Martinez Mason Mathur Matsuda Mbeki Mehta Meier Mendez Mendoza Mensah Meyer Mills Mishra Mitchell Molina Moller
Montgomery Moore Morales Moreau Moretti Morgan Morris Mueller Murphy Murray Mutua Nagy Nakamura Navarro Nazarov Nelson Neumann Newton Nguyen Nielsen Nkosi Novak Nunez Nyman Obi Ochoa Okafor Okeke
Oliveira Olsen Ortega Osei Owens Ozturk Palmer Papadopoulos Park Parker Patel Pavlov Pearson Pereira Perez Petersen Petrov Pham Phillips Pinto Popescu Porter Powell Prasad Price Quinn Rahman Ramirez
Ramos Rao Reed Reid Reyes Reynolds Richter Rios Rivera Roberts Robinson Rojas Romano Rosen Rossi Roth Rousseau Roy Ruiz Russell Ryan Saito Salazar Sanchez Santos Sato Schmidt Schneider Schubert
Schulz Schwartz Scott Shah Sharma Shaw Shevchenko Silva Simmons Singh Sinclair Smirnov Smith Sokolov Soto Spencer Stein Stewart Stone Strand Suarez Sullivan Suzuki Svensson Swift Szabo Takahashi
Tan Tanaka Taylor Thapa Thompson Thorne Torres Tran Tucker Turner Ueda Ulrich Underwood Urquhart Valdez Vance Vargas Vasquez Vaughan Vega Verma Vogel Volkov Wagner Walker Wallace Walsh Wang Ward
Watanabe Watson Weaver Weber Weiss Wells Werner West White Whitfield Williams Wilson Winter Wolf Wong Wood Woodward Wright Wu Yamamoto Yang Yates Yilmaz York Young Zapata Zhang Zhao Ziegler Zimmerman
`);
