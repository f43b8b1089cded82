/** A record type as tools name it: the record service's own name, and the fields that may be known about. */
type Allowed = { record: string; fields: readonly string[] };

/** Field names as one text: a list of hundreds of quoted names would be read by nobody. */
const allowed = (record: string, fields: string): Allowed => ({ record, fields: fields.split(" ") });

/**
 * The only fields whose existence is told. Bank, tax, pay and identity data are left out on purpose, and so is everything
 * no tool of ours would use (reference, section 4).
 */
export const RECORD_FIELDS = {
  purchase_order: allowed(
    "purchaseOrder",
    "id tranId tranDate dueDate shipDate createdDate lastModifiedDate entity employee createdFrom subsidiary department class location currency exchangeRate terms total subtotal taxTotal balance unbilledOrders memo message otherRefNum externalId status orderStatus approvalStatus nextApprover originator source item expense",
  ),
  vendor_bill: allowed(
    "vendorBill",
    "id tranId transactionNumber tranDate dueDate entity subsidiary currency total userTotal taxTotal balance terms memo postingPeriod paymentHold received status documentStatus approvalStatus nextApprover creditLimit unbilledOrders availableVendorCredit item expense",
  ),
  invoice: allowed(
    "invoice",
    "id tranId tranDate dueDate entity job total amountPaid amountRemaining status approvalStatus memo otherRefNum predictedPaymentDate predictedOverdueDays item",
  ),
  expense_report: allowed(
    "expenseReport",
    "id tranId tranDate entity memo total amount nonreimbursable corporatecard approvalStatus supervisorapproval accountingapproval complete policyviolated nextApprover status expense",
  ),
  time: allowed(
    "timeBill",
    "id tranDate employee customer caseTaskEvent item hours memo isBillable approvalStatus nextApprover rejectionNote supervisorApproval timesheet",
  ),
  vendor: allowed(
    "vendor",
    "id entityId companyName legalName altName category email phone altPhone mobilePhone fax terms currency balance balancePrimary unbilledOrders creditLimit isInactive is1099Eligible isJobResourceVend isPerson purchaseOrderAmount purchaseOrderQuantity purchaseOrderQuantityDiff receiptAmount receiptQuantity receiptQuantityDiff subsidiary contactList addressBook",
  ),
  customer: allowed(
    "customer",
    "id entityId companyName parent email phone salesRep entityStatus terms creditLimit creditHoldOverride balance overdueBalance daysOverdue depositBalance unbilledOrders aging aging1 aging2 aging3 aging4 isInactive",
  ),
  contact: allowed(
    "contact",
    "id entityId firstName lastName company title email altEmail phone mobilePhone officePhone isInactive comments",
  ),
  employee: allowed(
    "employee",
    "id entityId firstName lastName email title department location supervisor isInactive giveAccess purchaseorderlimit purchaseorderapprovallimit purchaseorderapprover expenselimit approvallimit approver isJobManager",
  ),
  project: allowed(
    "job",
    "id entityId companyName altName parent projectManager entityStatus jobType jobBillingType startDate projectedEndDate projectedEndDateBaseline scheduledEndDate calculatedStartDate calculatedEndDate endDate schedulingMethod estimatedCost estimatedRevenue estimatedLaborCost estimatedGrossProfit jobPrice percentTimeComplete percentComplete actualTime timeRemaining lastProjectPlanRecalculationStatus lastProjectPlanRecalculationDateTime isInactive",
  ),
  project_task: allowed(
    "projectTask",
    "id project parent title status constraintType startDateTime endDate finishByDate startDateBaseline endDateBaseline estimatedWork actualWork remainingWork percentTimeComplete priority owner message isInactive predecessor",
  ),
  phone_call: allowed(
    "phoneCall",
    "id title message phone status startDate completedDate company contact transaction supportCase assigned owner priority accessLevel",
  ),
  task: allowed(
    "task",
    "id title message status startDate dueDate completedDate company contact transaction assigned priority percentComplete",
  ),
} as const satisfies Record<string, Allowed>;

export type DescribedType = keyof typeof RECORD_FIELDS;
export const DESCRIBED_TYPES = Object.keys(RECORD_FIELDS) as [DescribedType, ...DescribedType[]];
