// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_model_base.h"
