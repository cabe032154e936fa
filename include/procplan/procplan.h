/* libprocplan: the procurement plan manager as a library. One include for all of it. */
#ifndef PROCPLAN_H
#define PROCPLAN_H

#include "budget.h"
#include "catalog.h"
#include "check.h"
#include "diff.h"
#include "error.h"
#include "explain.h"
#include "merge.h"
#include "money.h"
#include "plan.h"
#include "policy.h"
#include "read.h"
#include "reserve.h"
#include "table.h"
#include "totals.h"
#include "write.h"

#endif
