import {
  allowedBy,
  boolean,
  date,
  datetime,
  each,
  hidden,
  id,
  number,
  oneOf,
  type Table,
  text,
  to,
} from "./columns.ts";

const limits = "approvallimit expenselimit purchaseorderlimit purchaseorderapprovallimit";
const address = each(hidden(text), "addr1 city state zip country");

/** Tables of entities with what each calls its name and its parent; ids are unique across them. */
const kinds = [
  { table: "vendor", type: "Vendor", altname: "companyname", parent: "NULL", link: "vendor" },
  { table: "customer", type: "CustJob", altname: "companyname", parent: "parent", link: "customer" },
  { table: "employee", type: "Employee", altname: "NULL", parent: "NULL", link: "employee" },
  { table: "job", type: "Job", altname: "companyname", parent: "parent", link: "project" },
  { table: "contact", type: "Contact", altname: "NULL", parent: "company", link: "contact" },
];

/** NetSuite's own `entity` table, derived; a plain UNION ALL, so that a search by id reaches the tables' keys. */
const entityView = kinds
  .map(({ table, type, altname, parent, link }) => {
    const isPerson = table === "employee" || table === "contact";
    const columns = {
      id: "id",
      entityid: "entityid",
      entitytitle: "entitytitle",
      altname,
      type: `'${type}'`,
      email: table === "job" ? "NULL" : "email",
      phone: table === "job" ? "NULL" : "phone",
      isinactive: "isinactive",
      firstname: isPerson ? "firstname" : "NULL",
      lastname: isPerson ? "lastname" : "NULL",
      parent,
      subsidiary: "subsidiary",
      ...Object.fromEntries(kinds.map((kind) => [kind.link, kind.link === link ? "id" : "NULL"])),
    };
    const items = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
    return `SELECT ${items.join(", ")} FROM ${table}`;
  })
  .join(" UNION ALL ");

/** The tables behind `entity`, in the order in which a name is looked for. */
export const entityKinds: string[] = kinds.map(({ table }) => table);

export const entityTables: Record<string, Table> = {
  entity: {
    columns: {
      id,
      ...each(text, "entityid entitytitle altname email phone firstname lastname"),
      type: oneOf("entitytype"),
      isinactive: boolean,
      parent: to("entity"),
      subsidiary: hidden(to("subsidiary")),
      vendor: to("vendor"),
      customer: to("customer"),
      employee: to("employee"),
      project: to("job"),
      contact: to("contact"),
    },
    display: "entitytitle",
    entityTypeColumn: "type",
    subsidiaryColumn: "subsidiary",
    view: entityView,
  },
  vendor: {
    columns: {
      id,
      ...each(
        text,
        "entityid entitytitle altname companyname legalname email phone altphone mobilephone fax externalid",
      ),
      category: to("vendorcategory"),
      terms: to("term"),
      currency: to("currency"),
      subsidiary: to("subsidiary"),
      ...each(boolean, "isinactive is1099eligible isjobresourcevend isperson"),
      creditlimit: number,
      ...each(number, "purchaseorderamount purchaseorderquantity purchaseorderquantitydiff"),
      ...each(number, "receiptamount receiptquantity receiptquantitydiff"),
      ...each(datetime, "datecreated lastmodifieddate"),
      custentity_insurance_expiry: date,
      ...each(text, "accountnumber taxidnum"),
      ...address,
    },
    display: "entitytitle",
    permission: "LIST_VENDOR",
    subsidiaryColumn: "subsidiary",
  },
  customer: {
    columns: {
      id,
      ...each(text, "entityid entitytitle altname companyname email phone altphone fax externalid"),
      parent: to("customer"),
      salesrep: to("employee"),
      entitystatus: oneOf("customerstatus"),
      terms: to("term"),
      currency: to("currency"),
      subsidiary: to("subsidiary"),
      creditlimit: number,
      creditholdoverride: oneOf("credithold"),
      ...each(boolean, "isinactive isperson"),
      ...each(datetime, "datecreated lastmodifieddate"),
      ...address,
    },
    display: "entitytitle",
    permission: "LIST_CUSTJOB",
    subsidiaryColumn: "subsidiary",
  },
  contact: {
    columns: {
      id,
      ...each(
        text,
        "entityid entitytitle firstname lastname title email altemail phone mobilephone officephone",
      ),
      ...each(text, "comments externalid"),
      company: to("entity"),
      subsidiary: to("subsidiary"),
      isinactive: boolean,
      ...each(datetime, "datecreated lastmodifieddate"),
      ...address,
    },
    display: "entitytitle",
    permission: "LIST_CONTACT",
    subsidiaryColumn: "subsidiary",
  },
  employee: {
    columns: {
      id,
      ...each(text, "entityid entitytitle firstname lastname email phone title externalid"),
      department: to("department"),
      location: to("location"),
      subsidiary: to("subsidiary"),
      currency: to("currency"),
      ...each(to("employee"), "supervisor approver purchaseorderapprover"),
      ...each(allowedBy("LIST_EMPLOYEE", number), limits),
      ...each(boolean, "isinactive giveaccess isjobmanager"),
      hiredate: date,
      ...each(datetime, "datecreated lastmodifieddate"),
      ...each(allowedBy("LIST_EMPLOYEE_CONFIDENTIAL", text), "socialsecuritynumber birthdate basewage"),
      isadministrator: hidden(boolean),
    },
    display: "entitytitle",
    permission: "LIST_EMPLOYEE_PUBLIC",
    subsidiaryColumn: "subsidiary",
  },
};
