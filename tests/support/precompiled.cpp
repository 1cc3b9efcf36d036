// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing but the headers that tests share precompiled; see tests/CMakeLists.txt.
