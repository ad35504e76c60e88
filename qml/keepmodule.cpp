// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

// Compiled into whatever links RudderQt::Quick. An application that uses the module from QML only
// names nothing of the library, and the linker would leave the static one, or with --as-needed the
// shared one, out.
void qml_register_types_RudderQt();

namespace {

[[maybe_unused]] const bool kept = [] {
    void (*volatile registration)() = &qml_register_types_RudderQt;
    return registration != nullptr;
}();

} // namespace
