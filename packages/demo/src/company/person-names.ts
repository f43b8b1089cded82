import type { Random } from "./random.ts";

const firstNames = (
  "Aaliyah Aaron Adebayo Agnieszka Ahmed Aiko Alejandra Alice Amélie Ana Anders André Anh Anita Antonio Arjun Ásta Beatriz Ben Björn " +
  "Brian Caitlin Camila Carlos Cécile Chidi Chloe Christopher Dana David Deepa Diego Dmitri Ebony Eduardo Elena Eoghan Esther Fatima " +
  "Felix Fiona François Gabriela George Grace Hannah Hassan Helen Hiroshi Ibrahim Imani Ines Isaac Ivan Jack Jaime Jasmine Javier Jin " +
  "João Jorge José Joy Juan Julia Kamala Karl Kateryna Keiko Kenneth Kofi Kwame Laila Lars Laura Leila Liam Linh Lucía Łukasz Magnus Maria " +
  "Marcus Margaret Mariam Martín Matthew Mila Miguel Mohamed Monica Nadia Naomi Natalia Nia Nikhil Nina Noah Nuno Olga Oluwaseun Omar " +
  "Oscar Paolo Patrick Paula Pedro Peter Quinn Rachel Rafael Ravi Rebecca Renée Ricardo Rosa Ruben Ryan Sadia Samuel Sandra Sean Siobhán " +
  "Sofia Søren Stefan Steven Sunita Susan Tamika Tanya Tariq Teresa Thomas Tiago Ursula Vera Victor Walter Wanjiru Wei William Xavier " +
  "Yara Yusuf Yvonne Zainab Zoë"
).split(" ");

const lastNames = (
  "Abdi Acosta Adeyemi Ahmed Alvarez Anderson Aoki Baker Banerjee Becker Begum Bell Bennett Bianchi Björnsson Boateng Brown Byrne Campbell " +
  "Carter Castillo Chavez Chen Cohen Cooper Costa Cruz D'Angelo Dang Davies De\u00A0la\u00A0Cruz Delgado Diaz Dubois Duncan Edwards Eriksen " +
  "Evans Fernández Flores Foster Fuentes García Gomes Gonzalez Graham Gupta Gutiérrez Haddad Hansen Harris Hernandez Herrera Hill Hughes " +
  "Ibáñez Ivanova Jackson Jensen Jiménez Johansson Johnson Jones Kaur Kelly Khan Kim Kowalczyk Kumar Kuznetsov Lee Lefèvre Lewis López " +
  "Marín Martin Martinez McAllister McCarthy Mehta Mendoza Meyer Miller Mitchell Molina Moore Morales Morgan Müller Muñoz Murphy Mwangi " +
  "Navarro Ndiaye Nelson Nguyễn Novák Núñez O'Brien O'Connor O'Neill Okafor Okonkwo Ortega Ortiz Owens Park Patel Pereira Perez Petrov " +
  "Phillips Popescu Quispe Ramirez Ramos Reed Reyes Rivera Roberts Robinson Rodríguez Romero Rossi Ruiz Russo Salazar Sánchez Santos " +
  "Schmidt Schneider Scott Sharma Silva Singh Smith Sørensen Sosa Stewart Suzuki Taylor Thompson Torres Tran Turner Vargas Vasquez Vega " +
  "Wagner Walker Wang Ward Watanabe Weber White Williams Wilson Wójcik Wright Yamamoto Yilmaz Young Zhang Zieliński"
).split(" ");

export type PersonName = { first: string; last: string; mailName: string };

/** Names that break programs which expect ASCII, short words or one direction of writing. */
export const unusualNames: PersonName[] = [
  { first: "محمد", last: "العلي", mailName: "mohammed.alali" },
  { first: "נועה", last: "בן־דוד", mailName: "noa.bendavid" },
  { first: "美玲", last: "陳", mailName: "meiling.chen" },
  { first: "Þórdís", last: "Guðmundsdóttir", mailName: "thordis.gudmundsdottir" },
  { first: "Siân-Louise", last: "O'Hara-D'Arcy", mailName: "sian-louise.oharadarcy" },
  {
    first: "Maria Antónia Guadalupe Esperanza",
    last: "de Vasconcelos e Albuquerque Montenegro de Sá Nogueira Cavalcanti da Fonseca-Hollenbeck",
    mailName: "maria.devasconcelos",
  },
  { first: "Ngọc Hân", last: "Trần Nguyễn", mailName: "ngochan.trannguyen" },
];

/** The letters of a name that a mail address may hold: accents and spaces fall away. */
function mailWord(text: string): string {
  const plain = text.replace(/[Łł]/g, "l").replace(/[Øø]/g, "o").replace(/[Đđ]/g, "d").normalize("NFD");
  return plain.replace(/[^A-Za-z-]/g, "").toLowerCase();
}

export function personName(random: Random): PersonName {
  const first = random.pick(firstNames);
  const last = random.pick(lastNames).replaceAll("\u00A0", " ");
  return { first, last, mailName: `${mailWord(first)}.${mailWord(last)}` };
}
