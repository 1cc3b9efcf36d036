// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/groups/offset_plan.h"
