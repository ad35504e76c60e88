// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Compiled into what links RudderQt::Quick. Without a symbol that is used, linkers leave the library
// out, and QML says that the module RudderQt is not installed.

void qml_register_types_RudderQt(); // Qt's generated registration

namespace {

const struct UseModule
{
    UseModule()
    {
        void (*volatile registration)() = &qml_register_types_RudderQt;
        (void)registration;
    }
} useModule;

} // namespace
