import type { VendorCategory } from "./company.ts";
import type { Random } from "./random.ts";

const places = (
  "Alder,Antelope,Arroyo,Aspen,Basin,Beacon,Bighorn,Birchwood,Blue Mesa,Boulder Creek,Bridger,Canyon,Cascade,Cedar Fork,Cimarron,Clearwater," +
  "Copperfield,Cottonwood,Crestline,Delta,Eagle Pass,Eastgate,Elk Ridge,Fairview,Flatiron,Foothill,Front Range,Granite Peak,Gunnison,Harbor," +
  "High Plains,Ironwood,Juniper,Keystone,La Plata,Lakeshore,Larimer,Mesa Verde,Mile High,Milagro,North Fork,Oakhurst,Ocotillo,Palo Duro," +
  "Pikes,Pinnacle,Ponderosa,Prairie,Quartz,Red Rock,Ridgeway,Rio Grande,Saguaro,San Juan,Sandia,Sierra,Silverton,Skyline,Sonoran,Summit," +
  "Sunbelt,Tamarack,Teton,Timberline,Tri-County,Uinta,Valle Vista,Wasatch,Westwater,Willamette,Yellow Pine,Zia"
).split(",");

const families = (
  "Abbott,Andersson,Bauer,Castellanos,Chowdhury,Dabrowski,De Luca,Esposito,Fitzgerald,Goldberg,Hashimoto,Iyer,Jaramillo,Kavanagh,Lindholm," +
  "Macías,Nakamura,O'Leary,Petersen,Quintana,Raghavan,Schäfer,St. Clair,Tellez,Underwood,Van der Berg,Whitehorse,Yazzie,Ziegler"
).split(",");

const trades: Record<VendorCategory, string[]> = {
  Subcontractor: [
    "Concrete",
    "Drywall",
    "Earthworks",
    "Electric",
    "Fire Protection",
    "Flooring",
    "Framing",
    "Glazing",
    "Masonry",
    "Mechanical",
    "Painting",
    "Plumbing",
    "Roofing",
    "Steel Erectors",
    "Tile & Stone",
    "Waterproofing",
  ],
  Supplier: [
    "Aggregates",
    "Building Supply",
    "Door & Hardware",
    "Electrical Supply",
    "Fasteners",
    "Industrial Gases",
    "Lumber",
    "Paint Supply",
    "Pipe & Valve",
    "Ready-Mix",
    "Rebar",
    "Safety Products",
    "Tool Supply",
  ],
  Rental: ["Cranes", "Equipment Rental", "Lifts", "Pumps", "Scaffolding", "Trench Safety", "Truck Rental"],
};

const endings = ["LLC", "Inc.", "Co.", "Corp.", "& Sons", "Group", "Ltd.", "Partners"];

const longName =
  "The Incorporated Society for the Restoration, Maintenance, Lighting and Continuous Improvement of Historic Rail Depots, Grain Elevators " +
  "and Adjacent Freight Yards of the Upper Colorado and Green River Basins (Western Division, Construction Purchasing Office)";

export const unusualVendorNames = [
  "Łódź Stal Sp. z o.o.",
  "O'Malley's \"Best\" Concrete & Sons",
  "شركة الأفق للمقاولات",
  "Äußere Gebäudehülle GmbH & Co. KG",
  "株式会社 青空建設機械",
  "Robert'); Drop & Haul, Inc.",
  longName,
];

export const unusualCustomerNames = [
  "St. Brendan's Children's Hospital",
  "Cité des Arts de Montréal-Ouest",
  "مركز المدينة الطبي",
  "Ōtautahi Kaitiaki Trust",
  "Smith & Smith & Smith; Attorneys",
  longName,
];

export function vendorName(random: Random, category: VendorCategory): string {
  const first = random.isTrue(0.6) ? random.pick(places) : random.pick(families);
  return `${first} ${random.pick(trades[category])} ${random.pick(endings)}`;
}

const owners = [
  "Unified School District",
  "County Hospital",
  "Logistics Park",
  "Water Authority",
  "Community College",
  "Medical Partners",
  "Properties",
  "Data Centers",
  "Hotels",
  "Senior Living",
  "Municipal Airport",
  "Energy Cooperative",
  "Brewing Company",
  "Credit Union",
  "Foods",
  "Public Library Trust",
];

/** The name of a business that builds: a place and what stands there. Two draws may give the same. */
export const customerName = (random: Random): string => `${random.pick(places)} ${random.pick(owners)}`;

const works = [
  "Clinic Expansion",
  "Seismic Retrofit",
  "Central Plant Upgrade",
  "Parking Structure",
  "Distribution Center",
  "Elementary School",
  "Office Fit-Out",
  "Water Treatment Works",
  "Laboratory Renovation",
  "Cold Storage",
  "Data Hall",
  "Terminal Refurbishment",
  "Apartments",
  "Fire Station",
  "Bridge Repair",
  "Roof Replacement",
  "Tenant Improvement",
  "Bus Depot",
];

export const projectName = (random: Random): string => `${random.pick(places)} ${random.pick(works)}`;

/** A business's mail domain, always below the reserved top-level domain `example`. */
export function mailDomainOf(name: string, number: string): string {
  const word = name.normalize("NFD").replace(/[^A-Za-z0-9]/g, "");
  return `${(word || number).toLowerCase().slice(0, 24)}.example`;
}

/** A telephone number from the range that is reserved for fiction, with an area code of the region. */
export function phoneNumber(random: Random): string {
  const area = random.pick(["303", "602", "801", "512", "816", "505", "503", "403"]);
  return `+1 ${area} 555 01${String(random.integer(0, 99)).padStart(2, "0")}`;
}
