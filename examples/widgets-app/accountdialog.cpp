// SPDX-FileCopyrightText: 2026 The RudderQt authors
// SPDX-License-Identifier: MIT

#include "accountdialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

AccountDialog::AccountDialog(const QString &title, QWidget *parent)
    : QDialog(parent), m_name(new QLineEdit), m_email(new QLineEdit)
{
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    m_name->setObjectName(u"name"_s);
    m_name->setMinimumWidth(240);
    m_email->setObjectName(u"email"_s);
    m_email->setPlaceholderText(u"name@example.com"_s);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *ok = buttons->addButton(title, QDialogButtonBox::AcceptRole);
    ok->setObjectName(u"confirmAccount"_s);
    ok->setEnabled(false);
    connect(m_email, &QLineEdit::textChanged, ok,
            [ok](const QString &text) { ok->setEnabled(text.contains(u'@')); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto *form = new QFormLayout(this);
    form->addRow(tr("Name"), m_name);
    form->addRow(tr("E-mail"), m_email);
    form->addRow(buttons);
}

Account AccountDialog::account() const
{
    return {m_name->text(), m_email->text()};
}
