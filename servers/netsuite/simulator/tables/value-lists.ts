const pairs = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split("|").map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    }),
  );

/** What a status letter is called, by transaction type. */
export const statusNames: Record<string, Record<string, string>> = {
  PurchOrd: pairs(
    "A=Pending Supervisor Approval|B=Pending Receipt|C=Rejected by Supervisor|D=Partially Received|" +
      "E=Pending Billing/Partially Received|F=Pending Bill|G=Fully Billed|H=Closed",
  ),
  VendBill: pairs("A=Open|B=Paid In Full|C=Cancelled|D=Pending Approval|E=Rejected"),
  CustInvc: pairs("A=Open|B=Paid In Full|D=Pending Approval|E=Rejected"),
  ExpRept: pairs(
    "A=In Progress|B=Pending Supervisor Approval|C=Pending Accounting Approval|D=Rejected by Supervisor|E=Rejected by Accounting|" +
      "F=Approved by Accounting|G=Approved (Overridden) by Accounting|H=Rejected (Overridden) by Accounting|I=Paid In Full",
  ),
  VendPymt: pairs("B=Online Bill Pay Pending Accounting Approval|Y=Not Deposited|Z=Posted"),
  ItemRcpt: pairs("Y=Received"),
};

/** Value lists by name: id to label. Ids of text fields are the words NetSuite shows on the wire. */
export const valueLists: Record<string, Record<string, string>> = {
  transactiontype: pairs(
    "PurchOrd=Purchase Order|VendBill=Bill|VendPymt=Bill Payment|CustInvc=Invoice|CustPymt=Payment|SalesOrd=Sales Order|Journal=Journal|" +
      "ItemRcpt=Item Receipt|ExpRept=Expense Report|PurchReq=Requisition|VendCred=Bill Credit",
  ),
  transactionstatus: Object.fromEntries(
    Object.entries(statusNames).flatMap(([type, names]) =>
      Object.entries(names).map(([letter, name]) => [`${type}:${letter}`, name]),
    ),
  ),
  // 3 and 11 [recalled]
  approvalstatus: pairs("1=Pending Approval|2=Approved|3=Rejected|11=Open"),
  // All four [recalled]
  timeapprovalstatus: pairs("1=Open|2=Pending Approval|3=Approved|4=Rejected"),
  entitytype: pairs("Vendor=Vendor|CustJob=Customer|Employee=Employee|Job=Project|Contact=Contact"),
  itemtype: pairs("NonInvtPart=Non-inventory Item|Service=Service|OthCharge=Other Charge"),
  accounttype: pairs(
    "Bank=Bank|AcctRec=Accounts Receivable|OthCurrAsset=Other Current Asset|FixedAsset=Fixed Asset|AcctPay=Accounts Payable|" +
      "CredCard=Credit Card|OthCurrLiab=Other Current Liability|LongTermLiab=Long Term Liability|Equity=Equity|Income=Income|" +
      "COGS=Cost of Goods Sold|Expense=Expense|OthIncome=Other Income|OthExpense=Other Expense|NonPosting=Non Posting",
  ),
  customerstatus: pairs("13=CUSTOMER-Closed Won|15=CUSTOMER-Renewal|16=CUSTOMER-Lost Customer"),
  credithold: pairs("AUTO=Auto|ON=On|OFF=Off"),
  projectstatus: pairs("1=Closed|2=In Progress|3=Not Awarded|4=Pending|5=Awarded"),
  projecttype: pairs("1=New Build|2=Retrofit|3=Service Contract"),
  projectbillingtype: pairs(
    "1=Charge-Based|2=Fixed Bid, Interval|3=Fixed Bid, Milestone|4=Time and Materials|5=None",
  ),
  schedulingmethod: pairs("FORWARD=Forward|BACKWARD=Backward"),
  projecttaskstatus: pairs("NOTSTART=Not Started|PROGRESS=In Progress|COMPLETE=Completed"),
  constrainttype: pairs("ASAP=As Soon As Possible|FIXEDSTART=Fixed Start"),
  dependencytype: pairs("FS=Finish-To-Start|SS=Start-To-Start|FF=Finish-To-Finish|SF=Start-To-Finish"),
  priority: pairs("LOW=Low|MEDIUM=Medium|HIGH=High"),
  phonecallstatus: pairs("SCHEDULED=Scheduled|FAILED=Failed|COMPLETE=Completed"),
  taskstatus: pairs("NOTSTART=Not Started|PROGRESS=In Progress|COMPLETE=Completed"),
  eventstatus: pairs("CONFIRMED=Confirmed|TENTATIVE=Tentative|CANCELLED=Cancelled"),
};
